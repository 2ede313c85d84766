; E3  A plan sells at most what is held and at most the surplus, and spends at most what it surely has.
;
; trade/plan.rs. b balance, p price (E36 scaled away: value v of b units is b * p, floored by the scale e), x sold.

(declare-const b Int) (declare-const p Int) (declare-const e Int) (declare-const v Int)
(declare-const target Int) (declare-const x Int)
(assert (and (>= b 0) (> p 0) (> e 0) (>= target 0)))
; v = floor(b * p / e); surplus = v - target; x = floor(surplus * e / p).
(define-fun valued () Bool (and (<= (* v e) (* b p)) (< (* b p) (* (+ v 1) e)) (>= v 0)))
(define-fun sized () Bool (and (<= (* x p) (* (- v target) e)) (< (* (- v target) e) (* (+ x 1) p))))

(echo "lemma: no more is sold than is held")
(push) (assert valued) (assert sized) (assert (>= v target)) (assert (> x b)) (check-sat) (pop)

(echo "lemma: what is sold is worth at most the surplus")
(push) (assert valued) (assert sized) (assert (>= v target)) (assert (> (* x p) (* (- v target) e))) (check-sat) (pop)

; Buys: three deficits shrink pro rata to the budget, each floor(deficit * budget / wanted).
(declare-const d1 Int) (declare-const d2 Int) (declare-const d3 Int) (declare-const budget Int)
(declare-const s1 Int) (declare-const s2 Int) (declare-const s3 Int)
(assert (and (>= d1 0) (>= d2 0) (>= d3 0) (>= budget 0)))
(define-fun wanted () Int (+ d1 d2 d3))
(define-fun shrunk ((s Int) (d Int)) Bool (and (<= (* s wanted) (* d budget)) (< (* d budget) (* (+ s 1) wanted))))
(define-fun raised ((s Int) (d Int)) Bool (and (>= (* s wanted) (* d budget)) (> (* d budget) (* (- s 1) wanted))))

(echo "lemma: buys together spend at most the budget")
(push) (assert (> wanted budget)) (assert (shrunk s1 d1)) (assert (shrunk s2 d2)) (assert (shrunk s3 d3))
(assert (> (+ s1 s2 s3) budget)) (check-sat) (pop)

(echo "lemma: no buy exceeds its deficit")
(push) (assert (> wanted budget)) (assert (shrunk s1 d1)) (assert (> s1 d1)) (check-sat) (pop)

(echo "mutant: buys round up and overspend")
(push) (assert (> wanted budget)) (assert (raised s1 d1)) (assert (raised s2 d2)) (assert (raised s3 d3))
(assert (> (+ s1 s2 s3) budget)) (check-sat) (pop)

(echo "mutant: the sell rounds up past what is held")
(push) (assert valued) (assert (>= v target)) (assert (= target 0))
(assert (and (>= (* x p) (* (+ v 1) e)) (< (* (+ v 1) e) (* (+ x 1) p)))) (assert (> x b)) (check-sat) (pop)
