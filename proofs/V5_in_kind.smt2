; V5  In kind, every asset by itself: what stays behind per remaining share never falls.
;
; portfolio/shares.rs: redeem o = floor(b * s / (S + V)), deposit d = ceil(b * s / (S + V)).
; b balance, s shares, S supply, V virtual shares.

(declare-const b Int) (declare-const s Int) (declare-const S Int) (declare-const V Int)
(declare-const o Int) (declare-const d Int)
(assert (and (>= b 0) (>= s 0) (>= S 0) (>= V 1)))
(define-fun T () Int (+ S V))
(define-fun redeem () Bool (and (<= s S) (<= (* o T) (* b s)) (< (* b s) (* (+ o 1) T))))
(define-fun deposit () Bool (and (>= (* d T) (* b s)) (> (* b s) (* (- d 1) T))))

(echo "lemma: redemption leaves (b - o) * T >= b * (T - s)")
(push) (assert redeem) (assert (< (* (- b o) T) (* b (- T s)))) (check-sat) (pop)

(echo "lemma: a redemption never pays more than the balance")
(push) (assert redeem) (assert (> o b)) (check-sat) (pop)

(echo "lemma: deposit leaves (b + d) * T >= b * (T + s)")
(push) (assert deposit) (assert (< (* (+ b d) T) (* b (+ T s)))) (check-sat) (pop)

(echo "lemma: depositing and redeeming the same shares never profits")
(push) (assert (>= (* d T) (* b s))) (assert (<= (* o (+ T s)) (* (+ b d) s)))
(assert (>= d 0)) (assert (> o d)) (check-sat) (pop)

(echo "mutant: redemption rounds up")
(push) (assert (and (<= s S) (>= (* o T) (* b s)) (> (* b s) (* (- o 1) T))))
(assert (< (* (- b o) T) (* b (- T s)))) (check-sat) (pop)

(echo "mutant: the deposit rounds down")
(push) (assert (and (<= (* d T) (* b s)) (< (* b s) (* (+ d 1) T))))
(assert (< (* (+ b d) T) (* b (+ T s)))) (check-sat) (pop)

(echo "mutant: the redemption divides by the supply without the virtual shares")
(push) (assert (> S 0)) (assert (and (>= (* d T) (* b s)) (> (* b s) (* (- d 1) T)))) (assert (>= d 0))
(assert (<= (* o (+ S s)) (* (+ b d) s))) (assert (> o d)) (check-sat) (pop)
