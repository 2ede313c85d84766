; V4  The share price (N + 1) / T never falls when somebody enters, leaves or donates.
;
; N value of the vault, T supply with the virtual shares, a value moved, m shares minted or burned.
; "Never falls" is the cross-multiplied (N' + 1) * T >= (N + 1) * T'.

(declare-const N Int) (declare-const T Int) (declare-const a Int) (declare-const m Int)
(assert (and (>= N 0) (> T 0) (>= a 0) (>= m 0)))

(define-fun falls_in () Bool (< (* (+ N a 1) T) (* (+ N 1) (+ T m))))
(define-fun falls_out () Bool (< (* (+ (- N a) 1) T) (* (+ N 1) (- T m))))

(echo "lemma: deposit mints floor(a * T / (N + 1))")
(push) (assert (<= (* m (+ N 1)) (* a T))) (assert falls_in) (check-sat) (pop)

(echo "lemma: mint costs ceil(m * (N + 1) / T)")
(push) (assert (>= (* a T) (* m (+ N 1)))) (assert falls_in) (check-sat) (pop)

(echo "lemma: redeem pays floor(m * (N + 1) / T)")
(push) (assert (<= m T)) (assert (<= a N)) (assert (<= (* a T) (* m (+ N 1)))) (assert falls_out) (check-sat) (pop)

(echo "lemma: withdraw burns ceil(a * T / (N + 1))")
(push) (assert (<= m T)) (assert (<= a N)) (assert (>= (* m (+ N 1)) (* a T))) (assert falls_out) (check-sat) (pop)

(echo "lemma: a donation mints nothing")
(push) (assert (= m 0)) (assert falls_in) (check-sat) (pop)

(echo "mutant: deposit rounds the shares up")
(push) (assert (and (> (* m (+ N 1)) (* a T)) (< (* (- m 1) (+ N 1)) (* a T)))) (assert falls_in) (check-sat) (pop)

(echo "mutant: redeem rounds the payment up")
(push) (assert (and (<= m T) (<= a N) (> (* a T) (* m (+ N 1))) (< (* (- a 1) T) (* m (+ N 1)))))
(assert falls_out) (check-sat) (pop)
